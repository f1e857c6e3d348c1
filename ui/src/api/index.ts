export { call, featureOf, onLocked, openFile } from './call'
export type { Answer, CommandName, ReadName, Request, WriteName } from './call'
export { RpcError, toRpcError } from './errors'
export { applyEvent, markStale, queryClient } from './cache'
