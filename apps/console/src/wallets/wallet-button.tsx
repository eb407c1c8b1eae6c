import { Button, Group, Image } from '@mantine/core'
import type { FoundWallet } from './provider.ts'

interface WalletButtonProps {
  readonly wallet: FoundWallet
  /** What it does, with the wallet's name in it: a stranger's word, shown as text. */
  readonly text: string
  readonly disabled: boolean
  readonly onClick: () => void
}

/** Asks a wallet for something; its name may be long, and wraps. */
export const WalletButton = ({ wallet: { icon }, text, disabled, onClick }: WalletButtonProps) => (
  <Button
    {...{ disabled, onClick }}
    {...{ variant: 'default', h: 'auto', mih: 36, py: 6, maw: '100%' }}
    styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
  >
    <Group gap="xs" component="span" wrap="nowrap">
      {icon !== null && <Image src={icon} alt="" w={20} h={20} component="img" />}
      <span className="foreign">{text}</span>
    </Group>
  </Button>
)
