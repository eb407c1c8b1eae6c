/** A mirror behind HTTP: `URL/blobs/0x...`, bounded in time and bytes. */
import { GridError, isGridError } from '@pumasi/domain'
import type { Mirror } from '@pumasi/engine'

/** Silence after which a mirror is given up. */
const SILENCE_MS = 20_000
/** Time one blob may take in all, however it trickles. */
const BLOB_MS = 600_000

/** A coordinator, or any server with the same paths. */
export function httpMirror(url: string): Mirror {
  const place = url.replace(/\/+$/, '')
  return {
    place,
    fetchBytes: async (digest, sizeMax) => {
      const stop = new AbortController()
      const giveUp = (found: string) => () => stop.abort(found)
      const silence = giveUp(`silence for ${SILENCE_MS / 1000} s`)
      let timer = setTimeout(silence, SILENCE_MS)
      const end = setTimeout(giveUp(`a blob that takes more than ${BLOB_MS / 1000} s`), BLOB_MS)
      const alive = (): void => {
        clearTimeout(timer)
        timer = setTimeout(silence, SILENCE_MS)
      }
      try {
        const response = await fetch(`${place}/blobs/${digest}`, { signal: stop.signal })
        if (response.status === 404) return null
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
        const announced = Number(response.headers.get('content-length') ?? 0)
        // Nobody waits for two gigabytes to hear that they are too many.
        if (announced > sizeMax) throw tooLarge(announced, sizeMax)
        return await readBounded(response, sizeMax, alive)
      } catch (error) {
        if (isGridError(error)) throw error
        const found = String(stop.signal.aborted ? stop.signal.reason : error)
        throw new GridError('MIRROR_UNREACHABLE', `found ${found} at ${place}`, {
          hint: 'Try again, or give another mirror.',
          retryable: true,
          cause: error,
        })
      } finally {
        clearTimeout(timer)
        clearTimeout(end)
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
