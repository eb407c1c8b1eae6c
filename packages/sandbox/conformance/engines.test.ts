/** Every engine gives the golden answers: V8 in Node and in Chromium, JavaScriptCore in bun. */
import { createNodeExecutor } from '@pumasi/sandbox'
import { expect, test } from 'vitest'
import { allCases } from './cases.ts'
import { openChromium } from './browsers.ts'
import { findInJavaScriptCore } from './javascriptcore.ts'
import { findThroughPage } from './page-server.ts'
import { asVectors, readVectors } from './vectors.ts'
import { findAll } from './wire.ts'

const cases = await allCases()
const golden = readVectors()

test('worker threads of Node', { timeout: 60_000 }, async () => {
  const executor = createNodeExecutor({ threads: 2 })
  expect(asVectors(await findAll(executor, cases))).toEqual(golden)
  await executor.close()
})

test('Web Workers of Chromium', { timeout: 120_000 }, async () => {
  expect(asVectors(await findThroughPage(cases, openChromium))).toEqual(golden)
})

test('JavaScriptCore', { timeout: 60_000 }, async () => {
  expect(asVectors(await findInJavaScriptCore(cases))).toEqual(golden)
})
