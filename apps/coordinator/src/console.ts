/** The console's files; paths that only it knows get its page, everything else is no route. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const consoleFolder = fileURLToPath(new URL('../../console/dist/', import.meta.url))

export async function addConsole(
  server: FastifyInstance,
  refuse: (request: FastifyRequest, reply: FastifyReply) => void,
  folder = consoleFolder,
): Promise<void> {
  const built = existsSync(folder)
  server.setNotFoundHandler((request, reply) => {
    if (!built || !isPage(request)) return refuse(request, reply)
    void reply.sendFile('index.html')
  })
  if (built) await server.register(fastifyStatic, { root: folder, preCompressed: true })
}

/** True for what a browser asks for when people open a link into the console. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? ''
  const ours = /^\/(trpc|blobs|uploads|healthz|readyz|metrics|assets|sandbox|chain)(\/|$)/.test(
    path,
  )
  const reads = ['GET', 'HEAD'].includes(method)
  // A name with a dot is a file that is not there.
  return reads && !ours && !/\.|%2e/i.test(path) && `${headers.accept}`.includes('text/html')
}
