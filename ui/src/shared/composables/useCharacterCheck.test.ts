import { expect, test } from 'vitest'
import { uncoveredLines } from './useCharacterCheck'

const row = (name: string) => ({ memberId: name, name, branchName: '柳河村支部', characters: ['U+E5E5（旧系统自造字）'] })

test('each_name_is_told_with_its_branch_and_characters', () => {
  expect(uncoveredLines({ checked: 3, rows: [row('王某')] })).toEqual(['王某（柳河村支部）：U+E5E5（旧系统自造字）'])
  expect(uncoveredLines({ checked: 3, rows: [] })).toEqual([])
})

test('a_long_list_ends_with_how_many_there_are', () => {
  const lines = uncoveredLines({ checked: 90, rows: Array.from({ length: 40 }, (_, i) => row(`王${i}`)) })
  expect(lines).toHaveLength(13)
  expect(lines[12]).toBe('…… 共 40 人')
})
