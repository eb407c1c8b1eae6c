/** For processes that must not outlive whoever started them: ends when the channel to it ends. */

/** Calls `end` once, when the owner is gone or asks by a signal, and then leaves. */
export function untilOwnerEnds(end: () => Promise<unknown>): void {
  let ending = false
  const leave = (): void => {
    if (ending) return
    ending = true
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('disconnect', leave)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave)
}

export const tellOwner = (message: object): void => void process.send?.(message)

/** Tries again what a predecessor just killed may still stand in the way of. */
export async function persistently<T>(
  tries: number,
  waitMs: number,
  act: () => Promise<T>,
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await act()
    } catch (error) {
      if (left <= 1) throw error
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
}
