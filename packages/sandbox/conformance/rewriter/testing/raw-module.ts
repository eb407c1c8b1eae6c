/** Modules put together byte by byte, for tests of what no assembler would write. */
import { Writer } from '../../../src/rewriter/binary/writer.ts'

/** Magic and version. */
export const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** A module from sections given as `[id, ...payload]`. */
export function binary(...sections: number[][]): Uint8Array {
  const out = new Writer().raw(...header)
  for (const [id = 0, ...payload] of sections) out.byte(id).sized(new Writer().raw(...payload))
  return out.toBytes()
}

/** A module with one function of type () -> () and the given instructions. */
export const withBody = (...code: number[]): Uint8Array =>
  binary([1, 1, 0x60, 0, 0], [3, 1, 0], [10, 1, code.length + 2, 0, ...code, 0x0b])

/** One function whose instructions come from a writer, with locals declared. */
export const withCode = (code: Writer, localCount = 0): Uint8Array =>
  withFunctions(1, code, localCount)

/** The same function so many times; the first is the export `run`. */
export function withFunctions(count: number, code: Writer, localCount = 0): Uint8Array {
  const body = new Writer()
  if (localCount > 0) body.u32(1).u32(localCount).byte(0x7f)
  else body.byte(0)
  body.append(code).byte(0x0b)
  const section = new Writer().u32(count)
  const functions = new Writer().u32(count)
  for (let left = count; left > 0; left -= 1) {
    functions.byte(0)
    section.sized(body)
  }
  const out = new Writer()
    .raw(...header, 1, 4, 1, 0x60, 0, 0)
    .byte(3)
    .sized(functions)
  const exported = new Writer().u32(1).name('run').raw(0, 0)
  return out.byte(7).sized(exported).byte(10).sized(section).toBytes()
}

/** The same bytes so many times. */
export function repeated(count: number, ...bytes: number[]): Writer {
  const out = new Writer()
  for (let left = count; left > 0; left -= 1) out.raw(...bytes)
  return out
}
