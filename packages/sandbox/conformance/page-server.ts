/** Serves the page that runs cases, bundled as an application would be, to any browser. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Case, Finding } from './wire.ts'

interface Bundle {
  readonly output: readonly ({ readonly fileName: string } & (
    { readonly code: string } | { readonly source: string | Uint8Array }
  ))[]
}

/** Files of the bundled page by path. */
async function bundlePage(): Promise<Map<string, string | Uint8Array>> {
  const bundle = (await build({
    root: fileURLToPath(new URL('./page', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { write: false, minify: false, target: 'es2023' },
  })) as Bundle | Bundle[]
  const files = [bundle].flat().flatMap(({ output }) => output)
  return new Map(
    files.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : file.source]),
  )
}

/**
 * What every case gives in the Web Workers of a browser. `open` shows the page at a URL and
 * resolves to what closes the browser again.
 */
export async function findThroughPage(
  cases: readonly Case[],
  open: (url: string) => Promise<() => Promise<void>>,
): Promise<Finding[]> {
  const files = await bundlePage()
  const { promise, resolve, reject } = Promise.withResolvers<Finding[]>()
  const server = createServer((request, response) => {
    if (request.method === 'GET') return serveFile(files, cases, request, response)
    response.end()
    void text(request).then((body) => {
      if (request.url === '/findings') resolve(JSON.parse(body) as Finding[])
      else reject(new Error(`the page failed: ${body}`))
    }, reject)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const close = await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  try {
    return await promise
  } finally {
    await close()
    server.closeAllConnections()
    server.close()
  }
}

function serveFile(
  files: ReadonlyMap<string, string | Uint8Array>,
  cases: readonly Case[],
  { url = '' }: IncomingMessage,
  response: ServerResponse,
): void {
  const path = url === '/' ? '/index.html' : url
  const body = path === '/cases' ? JSON.stringify(cases) : files.get(path)
  const type = path.endsWith('.html') ? 'text/html' : 'text/javascript'
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body)
}
