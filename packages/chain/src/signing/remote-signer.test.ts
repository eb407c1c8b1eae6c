/** A signer behind JSON-RPC that holds a real key, and one that signs something else. */
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { Transaction, Wallet } from 'ethers'
import { afterEach, expect, test } from 'vitest'
import { committerKey, strangerKey } from '../testing/chain.ts'
import { serve } from '../testing/lying-node.ts'
import { remoteSigner } from './remote-signer.ts'
import { keySigner } from './signer.ts'
import type { UnsignedTransaction } from './signer.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

const account = accountOfKey(committerKey)
const transaction: UnsignedTransaction = {
  ...{ chainId: 31_337n, nonce: 7, to: `0x${'12'.repeat(20)}` as Account, data: '0xabcd' },
  ...{ value: 5n, gasLimit: 90_000n, maxFeePerGas: 30n, maxPriorityFeePerGas: 2n },
}

type Fields = Record<string, string>
type Answer = (fields: Fields) => { result?: unknown; error?: unknown }

async function signerThat(answer: Answer) {
  const { url, close } = await serve((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      const { method, params } = JSON.parse(body) as { method: string; params: [Fields] }
      const reply = method === 'eth_signTransaction' ? answer(params[0]) : {}
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...reply }))
    })
  })
  closers.push(close)
  return remoteSigner({ url, account, timeoutMs: 200 })
}

/** What such a signer does: numbers from hexadecimal, the key of its own. */
function sign(fields: Fields, change: object = {}, key: Hex = committerKey): string {
  const { from: _, gas, chainId, nonce, ...rest } = fields
  const signed = Transaction.from({
    ...{ type: 2, ...rest, gasLimit: gas ?? 0, nonce: Number(nonce), chainId: chainId ?? 0 },
    ...change,
  })
  signed.signature = new Wallet(key).signingKey.sign(signed.unsignedHash)
  return signed.serialized
}

test.each([
  ['clef', (raw: string) => ({ raw, tx: {} })],
  ['web3signer', (raw: string) => raw],
])('%s’s answer is what a key in this process gives', async (_, wrap) => {
  const signer = await signerThat((fields) => ({ result: wrap(sign(fields)) }))
  const expected = keySigner(committerKey)
  expect(await signer.sign(transaction)).toEqual(await expected.sign(transaction))
  const deployment = { ...transaction, to: null }
  expect(await signer.sign(deployment)).toEqual(await expected.sign(deployment))
})

test.each<[string, object]>([
  ['chainId', { chainId: 1n }],
  ['nonce', { nonce: 8 }],
  ['to', { to: `0x${'13'.repeat(20)}` }],
  ['data', { data: '0xabce' }],
  ['gasLimit', { gasLimit: 1_000_000n }],
  ['maxFeePerGas', { maxFeePerGas: 31n }],
  ['maxPriorityFeePerGas', { maxPriorityFeePerGas: 3n }],
  ['value', { value: 1n }],
  ['accessList', { accessList: [[`0x${'12'.repeat(20)}`, []]] }],
])('another %s than asked for is refused by name', async (field, change) => {
  const signer = await signerThat((fields) => ({ result: sign(fields, change) }))
  await expect(signer.sign(transaction)).rejects.toMatchObject({
    code: 'SIGNER_ALTERED',
    details: { field },
  })
})

test('the signature of another account is refused', async () => {
  const signer = await signerThat((fields) => ({ result: sign(fields, {}, strangerKey) }))
  await expect(signer.sign(transaction)).rejects.toMatchObject({
    code: 'SIGNER_ALTERED',
    details: { field: 'from', found: accountOfKey(strangerKey), expected: account },
  })
})

test.each([null, 7, '0x', '0x02', 'hello', {}, { raw: 1 }, []])(
  'the answer %j is no transaction',
  async (result) => {
    const signer = await signerThat(() => ({ result }))
    await expect(signer.sign(transaction)).rejects.toMatchObject({ code: 'SIGNER_ALTERED' })
  },
)

test('a refusal and a silence are told apart', async () => {
  const refusing = await signerThat(() => ({ error: { message: 'request denied' } }))
  await expect(refusing.sign(transaction)).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
  const { url, close } = await serve(() => undefined)
  closers.push(close)
  const silent = remoteSigner({ url, account, timeoutMs: 50 })
  await expect(silent.sign(transaction)).rejects.toMatchObject({
    code: 'SIGNER_UNREACHABLE',
    retryable: true,
  })
})
