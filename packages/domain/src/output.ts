/**
 * Output: what one execution left behind, as one byte string whose digest is voted on.
 *
 * Layout: a line of canonical JSON `{exitClass, exitCode, streams: [{name, size}]}`, a line feed,
 * then the streams' bytes in that order: `stdout`, `stderr`, then `file:NAME` sorted by name.
 * Invariant: equal outputs have equal bytes and decoding accepts no second spelling
 * (output.test.ts).
 */
import { concatBytes, decodeUtf8, toHex, utf8 } from './bytes.ts'
import { decodeCanonical, encodeCanonical } from './canonical.ts'
import { GridError } from './errors.ts'

/**
 * How an execution ended. Only `exited` ran to its own end and has exact fuel; the others are
 * outcomes too (every honest machine meets them) but leave empty streams and earn nothing.
 */
export const exitClasses = [
  'exited',
  'trapped',
  'fuel-exhausted',
  'stack-exhausted',
  'output-exceeded',
] as const
export type ExitClass = (typeof exitClasses)[number]

/** A named stream of bytes. */
export interface Stream {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Output {
  readonly exitClass: ExitClass
  readonly exitCode: number
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** Files the program wrote, in any order. */
  readonly files: readonly Stream[]
}

/** The streams in their order: files sorted by name. */
function streamsOf({ stdout, stderr, files }: Output): readonly Stream[] {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [
    { name: 'stdout', bytes: stdout },
    { name: 'stderr', bytes: stderr },
    ...sorted.map(({ name, bytes }) => ({ name: `file:${name}`, bytes })),
  ]
}

const encodeHeader = ({ exitClass, exitCode }: Output, streams: readonly Stream[]): Uint8Array =>
  encodeCanonical({
    exitClass,
    exitCode,
    streams: streams.map(({ name, bytes }) => ({ name, size: bytes.length })),
  })

/** The canonical bytes of an output. */
export function encodeOutput(output: Output): Uint8Array {
  const streams = streamsOf(output)
  const header = encodeHeader(output, streams)
  return concatBytes([header, utf8('\n'), ...streams.map(({ bytes }) => bytes)])
}

/** An output with empty streams, for every exit class but `exited`. */
export const emptyOutput = (exitClass: ExitClass): Output => ({
  exitClass,
  exitCode: 0,
  stdout: new Uint8Array(),
  stderr: new Uint8Array(),
  files: [],
})

const damaged = (found: string): GridError =>
  new GridError('BAD_OUTPUT', `found an output with ${found}`, {
    hint: 'Compare the blob with its digest; fetch it again if they differ.',
    details: { found },
  })

/** Reads canonical output bytes back. @throws `BAD_OUTPUT` */
export function decodeOutput(bytes: Uint8Array): Output {
  const end = bytes.indexOf(10)
  if (end < 0) throw damaged('no header line')
  const text = bytes.subarray(0, end)
  const header = readHeader(text)
  let offset = end + 1
  const streams = header.streams.map(({ name, size }) => {
    const stream = { name, bytes: bytes.slice(offset, offset + size) }
    offset += size
    return stream
  })
  if (offset !== bytes.length) throw damaged(`${bytes.length} bytes where ${offset} are declared`)
  const [stdout, stderr, ...files] = streams
  if (stdout === undefined || stderr === undefined) throw damaged('no stdout or stderr')
  const output = {
    exitClass: header.exitClass,
    exitCode: header.exitCode,
    stdout: stdout.bytes,
    stderr: stderr.bytes,
    files: files.map(({ name, bytes: content }) => ({ name: name.slice(5), bytes: content })),
  }
  if (files.some(({ name }, i) => i > 0 && name <= (files[i - 1]?.name ?? '')))
    throw damaged('files out of order')
  if (toHex(encodeHeader(output, streamsOf(output))) !== toHex(text))
    throw damaged('a second spelling of its header')
  return output
}

interface Header {
  exitClass: ExitClass
  exitCode: number
  streams: { name: string; size: number }[]
}

function readHeader(text: Uint8Array): Header {
  let header: Partial<Header> | null
  try {
    header = decodeCanonical(decodeUtf8(text)) as Partial<Header> | null
  } catch (cause) {
    throw damaged(`a header that cannot be read: ${(cause as Error).message}`)
  }
  const wellFormed =
    header !== null &&
    exitClasses.some((known) => known === header.exitClass) &&
    Number.isSafeInteger(header.exitCode) &&
    Array.isArray(header.streams) &&
    header.streams.every(
      (stream) =>
        typeof stream?.name === 'string' && Number.isSafeInteger(stream.size) && stream.size >= 0,
    )
  if (!wellFormed) throw damaged('an unknown header')
  return header as Header
}
