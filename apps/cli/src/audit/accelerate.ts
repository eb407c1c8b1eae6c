/** The fastest hashing and signature checking this machine has, for whoever checks thousands. */
import { recoverNatively } from '@pumasi/chain/signatures'
import { accelerateKeccak, accelerateSignatures } from '@pumasi/proof'

export async function accelerate(): Promise<void> {
  await accelerateKeccak()
  if (recoverNatively !== null) accelerateSignatures(recoverNatively)
}
