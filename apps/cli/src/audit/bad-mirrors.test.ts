import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { inspect, recordHistory } from '@pumasi/engine/testing'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { auditExitCodes } from '../terminal/audit-report.ts'

const honest = await recordHistory()
type Act = (response: ServerResponse) => void

async function auditFrom(act: Act) {
  const server = createServer((_request, response) => act(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const mirror = mirrorAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { verdict, findings } = await inspect(honest, { mirror })
  return { exitCode: auditExitCodes[verdict], codes: findings.map(({ code }) => code), findings }
}

test.each<[string, Act, string, number]>([
  ['has nothing', (response) => response.writeHead(404).end(), 'DATA_MISSING', 2],
  ['fails', (response) => response.writeHead(500).end(), 'DATA_UNREACHABLE', 2],
  ['hangs up', (response) => response.destroy(), 'DATA_UNREACHABLE', 2],
  [
    'announces a bundle of two gigabytes',
    (response) => response.writeHead(200, { 'content-length': 2 * 1024 ** 3 }).flushHeaders(),
    'DATA_UNREACHABLE',
    2,
  ],
  ['sends junk', (response) => response.end('junk'), 'BUNDLE_DAMAGED', 1],
  ['sends an empty blob', (response) => response.end(), 'BUNDLE_DAMAGED', 1],
])('an audit from a mirror that %s says so, and is no yes', async (_, act, code, exitCode) => {
  const found = await auditFrom(act)
  expect(found.exitCode).toBe(exitCode)
  expect(found.codes).toContain(code)
  expect(found.findings[0]?.place.batchId).toBe(1)
})
