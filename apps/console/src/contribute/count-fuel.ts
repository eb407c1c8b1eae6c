/** Tells how much fuel an executor burns while it burns it. */
import type { Executor } from '@pumasi/engine'

/** The same executor; `onFuel` hears of fuel burnt since the last time, each run's sum exact. */
export const countFuel = (executor: Executor, onFuel: (fuel: bigint) => void): Executor => ({
  ...executor,
  execute: async (request, control = {}) => {
    let told = 0n
    const tell = (fuel: bigint): void => {
      if (fuel <= told) return
      onFuel(fuel - told)
      told = fuel
    }
    const onProgress = (fuel: bigint): void => {
      control.onProgress?.(fuel)
      tell(fuel)
    }
    const execution = await executor.execute(request, { ...control, onProgress })
    tell(execution.fuel)
    return execution
  },
})
