/** The host module that the official suite's scripts import from. */
import { engine } from '../rewriter/engine.ts'
import type { WasmGlobal } from '../rewriter/engine.ts'

export function spectest(): Record<string, unknown> {
  const ignore = (): void => undefined
  const global = (value: string, initial: number | bigint): WasmGlobal =>
    new engine.Global({ value }, initial)
  return {
    ...{ print: ignore, print_i32: ignore, print_i64: ignore, print_f32: ignore },
    ...{ print_f64: ignore, print_i32_f32: ignore, print_f64_f64: ignore },
    global_i32: global('i32', 666),
    global_i64: global('i64', 666n),
    global_f32: global('f32', 666.6),
    global_f64: global('f64', 666.6),
    table: new engine.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new engine.Memory({ initial: 1, maximum: 2 }),
  }
}
