/** Signing in: asks a coordinator for its terms, signs what we write ourselves, answers. */
import { GridError, isGridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { accountOfKey, signInText, signPersonalText } from '@pumasi/proof'
import { createGridClient, toGridError } from '@pumasi/protocol'
import type { SignedIn } from '@pumasi/protocol'

/**
 * Signs a wallet in for `stayMs`. The text names the address that was typed: one that passes it on
 * to another grid gets nothing. @throws `SIGN_IN_*`, `COORDINATOR_UNREACHABLE`
 */
export async function signIn(
  url: string,
  privateKey: Hex,
  stayMs: number,
  nowMs: number,
): Promise<SignedIn> {
  const { account: door } = createGridClient({ url })
  try {
    const { nonce, chainId, stayMaxMs } = await door.signInTerms.mutate()
    if (stayMs > stayMaxMs) throw tooLong(stayMs, stayMaxMs)
    const times = { issuedAtMs: nowMs, expiresAtMs: nowMs + stayMs }
    const account = accountOfKey(privateKey)
    const message = signInText({ account, origin: new URL(url).origin, chainId, nonce, ...times })
    return await door.signIn.mutate({ message, signature: signPersonalText(message, privateKey) })
  } catch (error) {
    throw isGridError(error) ? error : toGridError(error, url)
  }
}

const tooLong = (found: number, expectedMax: number): GridError =>
  new GridError(
    'USAGE',
    `found ${found / 3_600_000} hours, expected at most ${expectedMax / 3_600_000}`,
    {
      hint: 'Sign in for less time with --hours.',
    },
  )
