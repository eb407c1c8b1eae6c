/** Traps; the default would import a function that no sandbox has. */
export function abort(message: string, file: string, line: u32, column: u32): void {
  unreachable()
}
