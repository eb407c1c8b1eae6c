import { createMemoryStore } from '@pumasi/engine/testing'
import { expect, test } from 'vitest'
import { assertSameSecrets } from './open-store.ts'

const secret = (byte: string) => `0x${byte.repeat(32)}` as const

test('coordinators over one store have the same secrets, and the store has none of them', async () => {
  const store = createMemoryStore()
  const secrets = { 'coordinator.secret': secret('0a'), 'operator.token': secret('0b') }
  await assertSameSecrets(store, secrets)
  await assertSameSecrets(store, secrets)
  const kept = await store.fetchSetting('fingerprint of operator.token')
  expect(kept).toMatch(/^[0-9a-f]{64}$/)
  expect(kept).not.toContain('0b0b')
  const other = { ...secrets, 'operator.token': secret('0c') }
  await expect(assertSameSecrets(store, other)).rejects.toMatchObject({
    code: 'SECRETS_DIFFER',
    details: { file: 'operator.token' },
  })
})
