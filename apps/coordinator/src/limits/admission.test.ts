import { expect, test } from 'vitest'
import { gridRouter, stranger } from '@pumasi/protocol'
import { keysOf } from '@pumasi/engine/testing'
import { callKinds, createAdmission, kindOfProcedure } from './admission.ts'
import type { Limits, Visitor } from './admission.ts'

const limits: Limits = {
  ...{ 'calls-max': 2, 'queue-max': 2, 'queue-seconds': 1_000, 'transfers-max': 2 },
  ...{ 'watchers-max': 2, 'registrations-per-minute': 100, 'uploads-per-minute': 100 },
  'submissions-per-minute': 100,
}
const make = () => createAdmission(limits, { nowMs: () => 0 })
const from = (address: string): Visitor => ({ caller: stranger, address })
const host = (name: string): Visitor => ({
  caller: { ...stranger, session: keysOf(name).session },
  address: '192.0.2.1',
})

test('one caller gets half of what there is; the other half is for others', async () => {
  const { admit, gates } = make()
  const leaves = [await admit('read', from('192.0.2.1')), await admit('read', from('192.0.2.1'))]
  await expect(admit('read', from('192.0.2.1'))).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  const other = admit('read', from('192.0.2.2'))
  expect(gates.read.waiting()).toBe(1)
  for (const leave of leaves) leave()
  ;(await other)()
  expect(gates.read.working()).toBe(0)
  ;(await admit('read', from('192.0.2.1')))()
})

test('kinds do not stand in each other’s way, sessions of one address neither', async () => {
  const { admit } = make()
  for (const name of ['a', 'b']) await admit('lease', host(name))
  for (const name of ['a', 'b']) await admit('report', host(name))
  await admit('read', from('192.0.2.1'))
})

test('registrations are counted by address, uploads by session', async () => {
  const { admit } = make()
  const limited = { code: 'RATE_LIMITED', retryable: true }
  for (let count = 0; count < 10; count += 1) (await admit('register', from('192.0.2.1')))()
  await expect(admit('register', from('192.0.2.1'))).rejects.toMatchObject(limited)
  ;(await admit('register', from('192.0.2.2')))()
  for (let count = 0; count < 10; count += 1) (await admit('upload', host('a')))()
  await expect(admit('upload', host('a'))).rejects.toMatchObject(limited)
  ;(await admit('upload', host('b')))()
})

test('submissions are counted by address whoever signed in, and not at all for operators', async () => {
  const { admit } = make()
  const visitor = (name: string, address: string, operator = false): Visitor => ({
    caller: { ...stranger, account: keysOf(name).account, operator },
    address,
  })
  for (let count = 0; count < 10; count += 1) {
    ;(await admit('submit', visitor(`account ${count}`, '192.0.2.1')))()
  }
  await expect(admit('submit', visitor('one more', '192.0.2.1'))).rejects.toMatchObject({
    ...{ code: 'RATE_LIMITED', retryable: true },
  })
  ;(await admit('submit', visitor('one more', '192.0.2.2')))()
  for (let count = 0; count < 30; count += 1) {
    ;(await admit('submit', visitor('operator', '192.0.2.1', true)))()
  }
})

test('watchers have no line to stand in', async () => {
  const { admit } = make()
  await admit('watch', from('192.0.2.1'))
  await admit('watch', from('192.0.2.2'))
  await expect(admit('watch', from('192.0.2.3'))).rejects.toMatchObject({
    code: 'COORDINATOR_BUSY',
  })
})

test('every procedure of the wire is of a kind', () => {
  const kinds = Object.keys(gridRouter._def.procedures).map((path) => [path, kindOfProcedure(path)])
  for (const [, kind] of kinds) expect(callKinds).toContain(kind)
  expect(Object.fromEntries(kinds)).toMatchObject({
    ...{ watch: 'watch', describe: 'read', 'host.register': 'register', 'host.acquire': 'lease' },
    ...{ 'host.report': 'report', 'job.submit': 'submit', 'job.list': 'read' },
  })
})
