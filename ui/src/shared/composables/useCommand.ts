import { useMutation, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { call, featureOf, type Answer, type ReadName, type Request, type RpcError, type WriteName } from '@/api'
import { showError, showSuccess } from './toast'

export type QueryOptions = { enabled?: MaybeRefOrGetter<boolean>; keepPrevious?: boolean; pollMs?: MaybeRefOrGetter<number> }

/**
 * Reads a command and keeps the answer fresh: a write or a sync that touches the feature asks it again.
 * `request` may be a ref or a getter; `null` waits.
 */
export function useQueryCommand<N extends ReadName>(
  name: N,
  request: MaybeRefOrGetter<Request<N> | null>,
  options: QueryOptions = {},
) {
  return useQuery<Answer<N>, RpcError>({
    queryKey: computed(() => [featureOf(name), name, toValue(request)]),
    // From the key, not from the getter: a component that waits again lends its function to others that still ask.
    queryFn: ({ queryKey }) => call(name, queryKey[2] as Request<N>),
    enabled: computed(() => toValue(request) !== null && toValue(options.enabled ?? true)),
    placeholderData: options.keepPrevious ? (previous: Answer<N> | undefined) => previous as never : undefined,
    refetchInterval: computed(() => toValue(options.pollMs ?? 0) || false),
  })
}

export type CommandOptions<N extends WriteName> = {
  /** Said in a message that goes away by itself. */
  success?: string | ((answer: Answer<N>) => string)
  onSuccess?: (answer: Answer<N>, request: Request<N>) => void
  /** Shows the failure beside the field instead of as a message: return `true` when it is dealt with. */
  onError?: (error: RpcError) => boolean | void
}

/**
 * Runs a command that changes something: `run(request)` resolves to the answer, or to `null` after the failure has
 * been shown. `isRunning` is for the button's spinner, `error` for `ErrorLine`.
 */
export function useCommand<N extends WriteName>(name: N, options: CommandOptions<N> = {}) {
  const mutation = useMutation<Answer<N>, RpcError, Request<N>>({ mutationFn: (request) => call(name, request) })

  async function run(request: Request<N>): Promise<Answer<N> | null> {
    try {
      const answer = await mutation.mutateAsync(request)
      const words = typeof options.success === 'function' ? options.success(answer) : options.success
      if (words) showSuccess(words)
      options.onSuccess?.(answer, request)
      return answer
    } catch (thrown) {
      const error = thrown as RpcError
      if (error.code === 'cancelled') return null
      if (!options.onError?.(error)) showError(error)
      return null
    }
  }

  return { run, isRunning: mutation.isPending, error: mutation.error, reset: mutation.reset }
}
