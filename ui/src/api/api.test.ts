import { beforeEach, describe, expect, it, vi } from 'vitest'
import { call, onLocked } from './call'
import { markStale, queryClient } from './cache'
import { RpcError, toCode, toRpcError } from './errors'
import { setTransport, type Envelope } from './transport'
import { parseEvents, takeToken } from './transport.http'

function answerWith(envelope: Envelope | Error) {
  setTransport({
    rpc: () => (envelope instanceof Error ? Promise.reject(envelope) : Promise.resolve(envelope)),
    openFile: () => Promise.resolve(),
    onEvent: () => () => undefined,
  })
}

describe('errors', () => {
  it('the_core_s_words_reach_the_user_with_code_and_field', () => {
    const error = toRpcError({ code: 'invalid', message: '姓名要填写。', field: 'name' })
    expect([error.code, error.message, error.field]).toEqual(['invalid', '姓名要填写。', 'name'])
  })
  it('codes_are_a_closed_set', () => {
    expect(toCode('AuthExpired')).toBe('auth_expired')
    expect(toCode('something_new')).toBe('internal')
  })
  it('a_dead_line_says_what_to_do_and_shows_no_english', () => {
    const error = toRpcError(new TypeError('Failed to fetch'))
    expect(error.code).toBe('network')
    expect(error.message).toMatch(/再试/)
    expect(toRpcError(new Error('boom')).message).not.toContain('boom')
  })
})

describe('call', () => {
  beforeEach(() => queryClient.clear())

  it('a_write_marks_the_features_it_touched_as_stale', async () => {
    queryClient.setQueryData(['member', 'member.list', {}], { rows: [] })
    queryClient.setQueryData(['course', 'course.list', {}], { courses: [] })
    answerWith({ ok: {}, stale: ['member'] })
    await call('member.delete', { memberId: 'm1', reason: '录重了' })
    const isStale = (key: string) => queryClient.getQueryCache().find({ queryKey: [key, `${key}.list`, {}] })?.state.isInvalidated
    expect(isStale('member')).toBe(true)
    expect(isStale('course')).toBe(false)
  })
  it('a_star_makes_everything_stale', () => {
    queryClient.setQueryData(['course', 'course.list', {}], { courses: [] })
    markStale(['*'])
    expect(queryClient.getQueryCache().find({ queryKey: ['course', 'course.list', {}] })?.state.isInvalidated).toBe(true)
  })
  it('a_refusal_is_thrown_and_nothing_goes_stale', async () => {
    answerWith({ err: { code: 'conflict', message: '已经结班，不能再改。', field: null } })
    await expect(call('class.close', { classId: 'c1' })).rejects.toEqual(new RpcError('conflict', '已经结班，不能再改。'))
  })
  it('a_locked_answer_is_told_to_the_shell', async () => {
    const heard = vi.fn()
    const stop = onLocked(heard)
    answerWith({ err: { code: 'locked', message: '请先登录。', field: null } })
    await call('home.overview', { asOf: null }).catch(() => null)
    stop()
    expect(heard).toHaveBeenCalledOnce()
  })
})

describe('http', () => {
  it('the_token_leaves_the_address_and_stays_in_the_tab', () => {
    sessionStorage.clear()
    const history = { state: null, replaceState: vi.fn() } as unknown as History
    const place = { hash: '#token=abc%2B1', pathname: '/', search: '' } as Location
    expect(takeToken(place, history, sessionStorage)).toBe('abc+1')
    expect(history.replaceState).toHaveBeenCalledWith(null, '', '/')
    expect(takeToken({ ...place, hash: '#/home' } as Location, history, sessionStorage)).toBe('abc+1')
  })
  it('half_a_line_of_the_event_stream_waits_for_its_end', () => {
    const first = parseEvents('data: {"kind":"changed","features":["member"]}\n\n: ping\ndata: {"ki')
    expect(first.events).toEqual([{ kind: 'changed', features: ['member'] }])
    expect(parseEvents(`${first.remainder}nd":"changed","features":[]}\n`).events).toHaveLength(1)
  })
})
