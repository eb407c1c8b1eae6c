/** A file of a stranger's, read no further than it may be long, whatever is under that path. */
import { open } from 'node:fs/promises'
import { GridError } from '@pumasi/domain'

/** At most `bytesMax` + 1 bytes: one too many tells that there are more. @throws `FILE_MISSING` */
export async function readBounded(path: string, bytesMax: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new GridError('FILE_MISSING', `found no readable file ${path}`, {
      hint: 'Check the path; it is relative to the current folder.',
      cause,
    })
  })
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of handle.createReadStream({ end: bytesMax })) {
      parts.push(part as Uint8Array)
      size += (part as Uint8Array).length
    }
  } finally {
    await handle.close()
  }
  const bytes = new Uint8Array(size)
  parts.reduce((offset, part) => (bytes.set(part, offset), offset + part.length), 0)
  return bytes
}
