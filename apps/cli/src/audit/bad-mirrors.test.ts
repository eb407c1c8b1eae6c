import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { inspect, recordHistory } from '@pumasi/engine/testing'
import { mirrorAt } from '../mirror/mirror-at.ts'
import { auditExitCodes } from '../terminal/audit-report.ts'
import { serve } from '../testing/serve.ts'

const honest = await recordHistory()
type Answer = (response: ServerResponse) => void

async function auditFrom(answer: Answer) {
  const mirror = mirrorAt(await serve((_, response) => answer(response)))
  const { verdict, findings } = await inspect(honest, { mirror })
  return { exitCode: auditExitCodes[verdict], codes: findings.map(({ code }) => code), findings }
}

test.each<[string, Answer, string, number]>([
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
])('an audit from a mirror that %s says so, and is no yes', async (_, answer, code, exitCode) => {
  const found = await auditFrom(answer)
  expect(found.exitCode).toBe(exitCode)
  expect(found.codes).toContain(code)
  expect(found.findings[0]?.place.batchId).toBe(1)
})
