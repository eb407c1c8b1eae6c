import { EXIT_DEFECT, exitWith } from './stream'

/** Takes the place of AssemblyScript's imported `env.abort`: a defect ends the run, it never goes on. */
export function abort(
  message: string | null,
  _file: string | null,
  _line: u32,
  _column: u32,
): void {
  exitWith(EXIT_DEFECT, message === null ? 'defect in the program' : message)
  unreachable()
}
