/** A mirror behind HTTP: `URL/blobs/0x...`, bounded in time and bytes. */
import { GridError } from '@pumasi/domain'
import type { Mirror } from '@pumasi/engine'

/** Silence after which a mirror is given up. */
const SILENCE_MS = 20_000

/** A coordinator, or any server with the same paths. */
export function httpMirror(url: string): Mirror {
  const place = url.replace(/\/+$/, '')
  return {
    place,
    fetchBytes: async (digest, sizeMax) => {
      const stop = new AbortController()
      let timer = setTimeout(() => stop.abort(), SILENCE_MS)
      const alive = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => stop.abort(), SILENCE_MS)
      }
      try {
        const response = await fetch(`${place}/blobs/${digest}`, { signal: stop.signal })
        if (response.status === 404) return null
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
        return await readBounded(response, sizeMax, alive)
      } catch (error) {
        if (error instanceof GridError) throw error
        const found = stop.signal.aborted ? `silence for ${SILENCE_MS / 1000} s` : String(error)
        throw new GridError('MIRROR_UNREACHABLE', `found ${found} at ${place}`, {
          hint: 'Try again, or give another mirror.',
          retryable: true,
          cause: error,
        })
      } finally {
        clearTimeout(timer)
        stop.abort()
      }
    },
  }
}

async function readBounded(
  response: Response,
  sizeMax: number,
  alive: () => void,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    alive()
    size += part.length
    if (size > sizeMax) throw tooLarge(size, sizeMax)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** What both kinds of mirror say about bytes without end. */
export const tooLarge = (size: number, sizeMax: number): GridError =>
  new GridError('MIRROR_TOO_LARGE', `found ${size} bytes or more, expected at most ${sizeMax}`, {
    hint: 'The mirror serves something else under this digest: give another mirror.',
  })
