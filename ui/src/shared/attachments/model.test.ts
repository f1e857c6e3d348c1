import { describe, expect, it } from 'vitest'
import { firstPicture, formatSize, jpegUrl, sizeProblem } from './model'

describe('attachments', () => {
  it('sizes_read_as_a_clerk_knows_them', () => {
    expect([830, 47_104, 3_355_443].map(formatSize)).toEqual(['830 字节', '46 KB', '3.2 MB'])
  })
  it('too_large_a_file_is_told_before_it_is_read', () => {
    expect(sizeProblem(20 * 1024 * 1024, 20)).toBe('')
    expect(sizeProblem(20 * 1024 * 1024 + 1, 20)).toContain('20 MB')
  })
  it('of_what_was_pasted_the_picture_is_taken', () => {
    expect(firstPicture([{ type: 'text/html' }, { type: 'image/png' }])).toEqual({ type: 'image/png' })
    expect(firstPicture([{ type: 'text/plain' }])).toBeUndefined()
  })
  it('without_a_thumbnail_there_is_no_address', () => {
    expect(jpegUrl(null)).toBe('')
    expect(jpegUrl('/9j/')).toBe('data:image/jpeg;base64,/9j/')
  })
})
