/** A real chain whose clock only blocks move; ledgers that a history is committed to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  connectLedger,
  deployLedger,
  encryptKeystore,
  keySigner,
  openLedger,
  startLocalChain,
} from '@pumasi/chain'
import type { Account, Hex } from '@pumasi/domain'
import type { LedgerIdentity } from '@pumasi/engine'
import type { History } from '@pumasi/engine/testing'
import { accountOfKey } from '@pumasi/proof'

/** Keys of no value: they pay with play money only. */
const committerKey: Hex = `0x${'5e'.repeat(32)}`
const walletKey: Hex = `0x${'77'.repeat(32)}`

export type RealChain = Awaited<ReturnType<typeof startRealChain>>

export async function startRealChain() {
  const folder = await mkdtemp(join(tmpdir(), 'pumasi-ledger-'))
  const fund = [committerKey, walletKey].map(accountOfKey)
  const chain = await startLocalChain({ stateFile: join(folder, 'chain.state'), fund })
  const { rpcUrl } = chain
  const ask = async (method: string, params: readonly unknown[]): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    await (await fetch(rpcUrl, { method: 'POST', headers, body })).text()
  }
  // A slow machine must not let a batch become final under a test.
  await ask('anvil_setBlockTimestampInterval', [1])
  const stranger = `0x${'34'.repeat(20)}` as Account
  await ask('anvil_setCode', [stranger, '0x00'])
  const keystore = join(folder, 'wallet.json')
  const password = join(folder, 'wallet.password')
  await writeFile(keystore, encryptKeystore(walletKey, 'secret'))
  await writeFile(password, 'secret\n')

  return {
    rpcUrl,
    /** A contract that is no ledger: it stops at once, whatever it is asked. */
    stranger,
    folder,
    /** Options of whoever pays. */
    wallet: ['--keystore', keystore, '--password', password],
    payer: accountOfKey(walletKey),
    payerKey: walletKey,
    committerKey,
    /** Lets every window pass. */
    passWindows: async (): Promise<void> => {
      await ask('anvil_setBlockTimestampInterval', [3_600])
      await ask('evm_mine', [])
      await ask('anvil_setBlockTimestampInterval', [1])
    },
    /** Attestors rule on challenges; commits need none of them. */
    deploy: async (attestors: readonly Account[] = []): Promise<LedgerIdentity> => {
      const staff = { attestors, commitQuorum: 0 }
      const address = await deployLedger({ rpcUrl, privateKey: committerKey, ...staff })
      return connectLedger({ rpcUrl, address }).identify()
    },
    /** Commits what a coordinator tells, lies and all. */
    commit: async ({ identity, batches }: Pick<History, 'identity' | 'batches'>) => {
      const { address } = identity
      const ledger = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
      for (const { id, header } of batches) {
        const { prev: _, committedAt: __, ...content } = header
        await ledger.commitBatch(id, content)
      }
      return ledger
    },
    /** A mirror's folder with the history's blobs. */
    keep: async ({ blobs }: Pick<History, 'blobs'>, name: string): Promise<string> => {
      const copy = await mkdtemp(join(folder, name))
      for (const [digest, bytes] of blobs) await writeFile(join(copy, digest), bytes)
      return copy
    },
    options: ({ address }: { readonly address: Account }): readonly string[] => [
      ...['--rpc', rpcUrl, '--ledger', address],
    ],
    end: async (): Promise<void> => {
      await chain.close()
      await rm(folder, { recursive: true })
    },
  }
}
