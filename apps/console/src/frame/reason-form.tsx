/** Why something is done, in a few words that are kept with it, and the button that does it. */
import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'

interface ReasonFormProps {
  readonly label: string
  readonly hint?: string
  /** What the button does. */
  readonly action: string
  readonly busy: boolean
  /** Gets the reason, never an empty one; `done` empties the field. */
  readonly act: (reason: string, done: () => void) => void
}

/** As long as a label of the wire may be. */
const REASON_MAX = 100

export function ReasonForm({ label, hint, action, busy, act }: ReasonFormProps) {
  const [reason, setReason] = useState('')
  return (
    <Group align="end">
      <TextInput
        label={label}
        {...(hint !== undefined && { description: hint })}
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={reason.trim() === ''}
        loading={busy}
        onClick={() => act(reason.trim(), () => setReason(''))}
      >
        {action}
      </Button>
    </Group>
  )
}
