/** What the work took, with every assumption in sight and open to change. */
import { NumberInput, SimpleGrid } from '@mantine/core'
import { useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { estimateEnergy, usual } from './energy.ts'
import type { Assumptions } from './energy.ts'
import { useMineWords } from './words.ts'

const fields = ['fuelMillions', 'watts', 'pricePerKwh'] as const

export function EnergySection({ fuel }: { readonly fuel: bigint }) {
  const { f } = useLanguage()
  const words = useMineWords().energy
  const [assumed, assume] = useState<Assumptions>(usual)
  const { coreHours, kwh, cost } = estimateEnergy(fuel, assumed)
  return (
    <Section heading={words.heading} about={words.about}>
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" m={0}>
        <Figure term={words.fuel}>{f.compact(fuel)}</Figure>
        <Figure term={words.coreHours}>{f.compact(coreHours)}</Figure>
        <Figure term={words.kwh}>{f.compact(kwh)}</Figure>
        <Figure term={words.cost}>{f.compact(cost)}</Figure>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        {fields.map((field) => (
          <NumberInput
            key={field}
            label={words.assumptions[field].label}
            description={words.assumptions[field].hint}
            min={0}
            decimalScale={3}
            value={assumed[field]}
            onChange={(value) =>
              typeof value === 'number' && assume({ ...assumed, [field]: value })
            }
          />
        ))}
      </SimpleGrid>
    </Section>
  )
}
