import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { useCaller } from './session.ts'

/** Who is signed in, on every page; the way to sign in and out. */
export function AccountLink() {
  const { t } = useLanguage()
  const account = useCaller()?.account ?? null
  return (
    <Anchor component={Link} href="/account" size="sm" fw={600}>
      {account === null ? t.account.signIn : t.account.signedIn(shortHex(account))}
    </Anchor>
  )
}
