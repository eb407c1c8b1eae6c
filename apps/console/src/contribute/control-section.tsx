/** Start, pause, how many cores, how hard. */
import { Alert, Badge, Button, Group, Input, Slider, Stack, Text, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useChosenChain } from '../chain/chain-fields.tsx'
import { readEpochFrom } from '../chain/read-epoch.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { useDescription } from '../ledger/description.ts'
import { browserName } from './browser-name.ts'
import { useContribution } from './contribution.tsx'
import { createPayroll } from './payee.ts'
import type { Payee } from './payee.ts'
import { DUTY_LEAST, recallPreferences, rememberPreferences } from './preferences.ts'
import type { Preferences } from './preferences.ts'
import { useContributeWords } from './words.ts'

const payroll = createPayroll()
const coresMax = Math.max(1, navigator.hardwareConcurrency)
const phaseColors = { idle: 'gray', starting: 'yellow', running: 'teal', finishing: 'yellow' }

export function ControlSection({ payee }: { readonly payee: Payee }) {
  const { t, f } = useLanguage()
  const { state, start, pause, stop } = useContribution()
  const description = useDescription()
  const { place } = useChosenChain()
  const words = useContributeWords()
  const [wishes, setWishes] = useState(() => recallPreferences(coresMax, words.control.defaultName))
  const choose = (changes: Partial<Preferences>): void => setWishes({ ...wishes, ...changes })
  const begin = (): void => {
    if (description === null) return
    const name = wishes.name.trim() || words.control.defaultName
    rememberPreferences({ ...wishes, name })
    const { chainId, ledger } = description
    const domain = { chainId, ledger }
    const nowSeconds = Math.floor(Date.now() / 1000)
    start({ ...wishes, name, platform: browserName(navigator.userAgent) }, () =>
      payroll.open(payee, { domain, nowSeconds, epochOf: readEpochFrom(place.rpcUrl, domain) }),
    )
  }
  const { phase, failure, host } = state
  const isIdle = phase === 'idle'
  return (
    <Section heading={words.control.heading} about={words.control.about}>
      <Stack>
        <Group justify="space-between">
          <Badge size="lg" color={phaseColors[phase]} role="status">
            {t.phase[phase]}
          </Badge>
          <Group gap="xs">
            {isIdle && (
              <Button onClick={begin} disabled={description === null}>
                {host === null ? words.start : words.resume}
              </Button>
            )}
            {phase === 'starting' && <Button loading>{words.start}</Button>}
            {phase === 'running' && (
              <Button variant="default" onClick={pause}>
                {words.pause}
              </Button>
            )}
            {(phase === 'running' || phase === 'finishing') && (
              <Button variant="default" onClick={stop}>
                {words.stopNow}
              </Button>
            )}
          </Group>
        </Group>
        <Waiting />
        {failure !== null && (
          <Alert color="red" title={words.failed} lang="en">
            <Text size="sm" className="foreign">
              {failure.message}
              {failure.hint && ` · ${failure.hint}`}
            </Text>
          </Alert>
        )}
        <Dial
          label={words.control.cores}
          value={wishes.cores}
          shown={words.control.coresOf(wishes.cores, coresMax)}
          {...{ min: 1, max: coresMax, step: 1, disabled: !isIdle }}
          onChange={(cores) => choose({ cores })}
        />
        <Dial
          label={words.control.duty}
          value={wishes.dutyPercent}
          shown={words.control.dutyOf(f.percent(wishes.dutyPercent / 100))}
          {...{ min: DUTY_LEAST, max: 100, step: 10, disabled: !isIdle }}
          onChange={(dutyPercent) => choose({ dutyPercent })}
        />
        <TextInput
          label={words.control.name}
          value={wishes.name}
          maxLength={40}
          disabled={!isIdle}
          onChange={({ currentTarget }) => choose({ name: currentTarget.value })}
        />
        <Text size="sm" c="dimmed">
          {words.pauseHint}
        </Text>
      </Stack>
    </Section>
  )
}

/** Why nothing runs although it should. */
function Waiting() {
  const words = useContributeWords()
  const { waiting } = useContribution().state.tally
  if (waiting === null) return null
  const color = waiting.kind === 'no-work' ? 'gray' : 'yellow'
  return (
    <Alert color={color} variant="light" role="status">
      {words.waiting[waiting.kind]}{' '}
      {waiting.kind !== 'no-work' && (
        <span className="foreign" lang="en">
          {waiting.reason}
        </span>
      )}
    </Alert>
  )
}

interface DialProps {
  readonly label: string
  /** The value in words. */
  readonly shown: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly disabled: boolean
  readonly onChange: (value: number) => void
}

function Dial({ label, shown, ...slider }: DialProps) {
  const id = useId()
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Input.Label id={id} component="div">
          {label}
        </Input.Label>
        <Text size="sm">{shown}</Text>
      </Group>
      <Slider {...slider} label={null} thumbProps={{ 'aria-labelledby': id }} />
    </div>
  )
}
