/** A mirror behind HTTP: `URL/blobs/0x...`, bounded in time and bytes. */
import { GridError, concatBytes, isGridError } from '@pumasi/domain'
import type { Mirror } from '@pumasi/engine'

/** Silence after which a mirror is given up. */
const SILENCE_MS = 20_000
/** Time one blob may take in all, however it trickles. */
const BLOB_MS = 600_000
/** Blobs in a row that cost time for nothing, after which nothing is asked for a while. */
const WASTED_MAX = 3
const REST_MS = 60_000

/**
 * A coordinator, or any server with the same paths. One that hangs, trickles or never ends costs an
 * audit of a thousand batches no more than three of them.
 */
export function httpMirror(url: string, nowMs = () => performance.now()): Mirror {
  const place = url.replace(/\/+$/, '')
  let wasted = 0
  let restsUntilMs = 0
  const unreachable = (found: string, cause?: unknown): GridError =>
    new GridError('MIRROR_UNREACHABLE', `found ${found} at ${place}`, {
      hint: 'Try again, or give another mirror.',
      retryable: true,
      cause,
    })
  return {
    place,
    fetchBytes: async (digest, sizeMax) => {
      if (wasted >= WASTED_MAX && nowMs() < restsUntilMs) {
        throw unreachable(`${wasted} blobs in a row that never came whole`)
      }
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
        const bytes = await readBounded(response, sizeMax, alive)
        if (bytes === null) throw tooLarge(sizeMax + 1, sizeMax)
        wasted = 0
        return bytes
      } catch (error) {
        if (stop.signal.aborted || isGridError(error, 'MIRROR_TOO_LARGE')) {
          wasted += 1
          restsUntilMs = nowMs() + REST_MS
        }
        if (isGridError(error)) throw error
        throw unreachable(String(stop.signal.aborted ? stop.signal.reason : error), error)
      } finally {
        clearTimeout(timer)
        clearTimeout(end)
        stop.abort()
      }
    },
  }
}

/** What comes, counted as it is unpacked; null, and no more of it, once it is too much. */
async function readBounded(
  response: Response,
  sizeMax: number,
  alive: () => void,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    alive()
    size += part.length
    if (size > sizeMax) return null
    parts.push(part)
  }
  return concatBytes(parts)
}

/** What both kinds of mirror say about bytes without end. */
export const tooLarge = (size: number, sizeMax: number): GridError =>
  new GridError('MIRROR_TOO_LARGE', `found ${size} bytes or more, expected at most ${sizeMax}`, {
    hint: 'The mirror serves something else under this digest: give another mirror.',
  })
