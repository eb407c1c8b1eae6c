/** What the work took, with every assumption in sight and open to change. */
import { NumberInput, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { estimateEnergy, regionOf, regions, tariffs, usualIn } from './energy.ts'
import type { Assumptions, Region } from './energy.ts'
import { useMineWords } from './words.ts'

const fields = ['fuelMillions', 'watts', 'pricePerKwh'] as const

/** Less is not told apart. */
const LEAST = 0.001

export function EnergySection({ fuel }: { readonly fuel: bigint }) {
  const { f, language } = useLanguage()
  const words = useMineWords().energy
  const [region, setRegion] = useState<Region>(() => regionOf(language))
  const [assumed, assume] = useState<Assumptions>(() => usualIn(region))
  const { coreHours, kwh, cost } = estimateEnergy(fuel, assumed)
  const { currency, year, pricePerKwh } = tariffs[region]
  // A handful of units takes next to nothing: a row of zeros would only be longer.
  const shown = (value: number): string =>
    value > 0 && value < LEAST ? `< ${f.compact(LEAST)}` : f.compact(value)
  const move = (to: Region): void => {
    setRegion(to)
    assume({ ...assumed, pricePerKwh: tariffs[to].pricePerKwh })
  }
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" m={0}>
          <Figure term={words.fuel}>{f.compact(fuel)}</Figure>
          <Figure term={words.coreHours}>{shown(coreHours)}</Figure>
          <Figure term={words.kwh}>{shown(kwh)}</Figure>
          <Figure term={words.cost} note={currency}>
            {shown(cost)}
          </Figure>
        </SimpleGrid>
        <SegmentedControl
          aria-label={words.region}
          value={region}
          onChange={move}
          data={regions.map((value) => ({ value, label: words.regions[value] }))}
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {fields.map((field) => (
            <NumberInput
              key={field}
              label={words.assumptions[field].label}
              description={
                field === 'pricePerKwh'
                  ? words.priceHint(currency, `${pricePerKwh}`, `${year}`)
                  : words.assumptions[field].hint
              }
              min={0}
              decimalScale={4}
              value={assumed[field]}
              onChange={(value) =>
                typeof value === 'number' && assume({ ...assumed, [field]: value })
              }
            />
          ))}
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          {words.sources}
        </Text>
      </Stack>
    </Section>
  )
}
