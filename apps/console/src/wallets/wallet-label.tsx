import { Group, Image } from '@mantine/core'
import type { FoundWallet } from './provider.ts'

/** A wallet as it presents itself: its own icon, and its name as text. */
export const WalletLabel = ({ wallet: { name, icon } }: { readonly wallet: FoundWallet }) => (
  <Group gap="xs" component="span">
    {icon !== null && <Image src={icon} alt="" w={20} h={20} component="img" />}
    <span className="foreign">{name}</span>
  </Group>
)
