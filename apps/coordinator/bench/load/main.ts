/** The load generator's process: answers its parent step by step. */
import { createGenerator } from './generator.ts'

type Step = (...args: unknown[]) => Promise<unknown>
const steps = createGenerator() as unknown as Record<string, Step>

process.on('message', ({ name, args }: { name: string; args: unknown[] }) => {
  const step = steps[name]
  if (step === undefined) throw new Error(`found the step ${name}, expected one of the generator`)
  step(...args).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: String((error as Error).stack) }),
  )
})
