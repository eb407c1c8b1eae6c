import { Alert, Text } from '@mantine/core'
import { toGridError } from '@pumasi/protocol'

interface FailureAlertProps {
  /** What did not happen, in the visitor's language. */
  readonly title: string
  readonly failure: unknown
}

/** What went wrong and what to do about it, as the house's error says it: text, never markup. */
export function FailureAlert({ title, failure }: FailureAlertProps) {
  const { code, message, hint } = toGridError(failure, location.origin)
  return (
    <Alert color="red" role="alert" title={title}>
      <Text size="sm" lang="en" className="foreign">
        {code}: {message.slice(0, 1_000)}
      </Text>
      {hint !== undefined && (
        <Text size="sm" lang="en" className="foreign" mt={4}>
          {hint}
        </Text>
      )}
    </Alert>
  )
}
