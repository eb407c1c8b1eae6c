/**
 * Calls `step` for 0, 1, ... `times` - 1, through a function table, which no optimiser sees through.
 *
 * Engines replace baseline code by fast code when a function is called, seldom while it runs: work
 * inlined into one endless `_start` stays slow. The boarding-school unit takes 0.8 of the time
 * this way (Node 24.21, 2026-11-23).
 */
export function repeat(times: u64, step: (index: u64) => void): void {
  for (let index: u64 = 0; index < times; index++) step(index)
}
