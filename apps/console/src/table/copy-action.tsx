import { ActionIcon, CopyButton } from '@mantine/core'
import { useLanguage } from '../language/language.tsx'

interface CopyActionProps {
  readonly text: string
  /** What it is, for the button's name: `Copy ...`. */
  readonly what: string
}

/** A small button that copies. */
export function CopyAction({ text, what }: CopyActionProps) {
  const { t } = useLanguage()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          size="sm"
          variant="subtle"
          color={copied ? 'teal' : 'gray'}
          aria-label={copied ? t.copied : t.copy(what)}
          onClick={copy}
        >
          {copied ? <CheckSign /> : <CopySign />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}

const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const

const CopySign = () => (
  <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden {...stroke}>
    <rect x={5.5} y={5.5} width={8} height={8} rx={1.5} />
    <path d="M10.5 3.5v-.5A1.5 1.5 0 0 0 9 1.5H4A1.5 1.5 0 0 0 2.5 3v6A1.5 1.5 0 0 0 4 10.5h.5" />
  </svg>
)

const CheckSign = () => (
  <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden {...stroke}>
    <path d="m3 8.5 3.5 3.5L13 4.5" />
  </svg>
)
