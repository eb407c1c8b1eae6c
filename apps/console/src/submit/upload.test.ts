/** Against a line that breaks where a test says so; the coordinator's own side is tested there. */
import { GridError, digestOf, toErrorShape } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { uploadBlob } from './upload.ts'

/** Two whole pieces and a part, the pieces told apart. */
const bytes = new Uint8Array(9 * 1024 * 1024).fill(7, 4 * 1024 * 1024)
const digest = digestOf(bytes)

interface Trouble {
  /** Number of the PATCH, from 1, that fails; `arrives` says whether its bytes did. */
  readonly failing?: readonly number[]
  readonly arrives?: boolean
  readonly known?: boolean
  readonly refusal?: GridError
  readonly place?: string
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

/** One upload as the coordinator keeps it. */
function serve({ failing = [], arrives = false, known = false, ...trouble }: Trouble) {
  const asked: string[] = []
  let [got, patches] = [new Uint8Array(), 0]
  const answer = (status: number, headers = {}, body: object | null = null): Response =>
    new Response(body === null ? null : JSON.stringify(body), { status, headers })
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const [path, method] = [String(input), init.method ?? 'GET']
    asked.push(`${method} ${path.split('/')[1]}`)
    if (path === `/blobs/${digest}`) return answer(known || got.length === bytes.length ? 200 : 404)
    if (method === 'POST') return answer(201, { location: trouble.place ?? '/uploads/u1' })
    if (method === 'HEAD') return answer(200, { 'upload-offset': String(got.length) })
    patches += 1
    const { refusal } = trouble
    if (refusal !== undefined) return answer(400, {}, { error: toErrorShape(refusal) })
    const fails = failing.includes(patches)
    if (!fails || arrives) got = joined(got, init.body as Uint8Array)
    if (fails) throw new TypeError('Failed to fetch')
    return answer(204)
  }
  const told: number[] = []
  const upload = () =>
    uploadBlob(bytes, digest, {
      ...{ fetch, pause: async () => undefined, signal: new AbortController().signal },
      onProgress: (sent) => told.push(sent),
    })
  return { upload, asked, told, got: () => got }
}

const MIB = 2 ** 20
test('sends three pieces and tells how far it is', async () => {
  const { upload, told, got } = serve({})
  await upload()
  expect(digestOf(got())).toBe(digest)
  expect(told).toEqual([4 * MIB, 8 * MIB, 9 * MIB])
})

test('sends nothing that is there already', async () => {
  const { upload, asked, told } = serve({ known: true })
  await upload()
  expect([asked, told]).toEqual([['HEAD blobs'], [9 * MIB]])
})

test.each([
  ['lost with the line', false],
  ['there although the line broke', true],
])('goes on after a piece that was %s', async (_what, arrives) => {
  const { upload, got } = serve({ failing: [2], arrives })
  await upload()
  expect(digestOf(got())).toBe(digest)
})

test('gives up after five failures without a byte', async () => {
  const { upload, asked } = serve({ failing: [1, 2, 3, 4, 5, 6] })
  await expect(upload()).rejects.toThrow('Failed to fetch')
  expect(asked.filter((one) => one === 'PATCH uploads')).toHaveLength(5)
})

test('a refusal that would come again ends it at once', async () => {
  const { upload, asked } = serve({ refusal: new GridError('BLOB_MISMATCH', 'found other bytes') })
  await expect(upload()).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
  expect(asked.filter((one) => one === 'PATCH uploads')).toHaveLength(1)
})

test('sends the session to no other place', async () => {
  const { upload } = serve({ place: '//evil.example.org/uploads/1' })
  await expect(upload()).rejects.toMatchObject({ code: 'BLOB_REFUSED' })
})
