/** The first picture of a job: by the program that made its outputs, else of their numbers. */
import { Box, List, Skeleton, Table, Text } from '@mantine/core'
import { toErrorShape } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { Conclusion } from '@pumasi/programs'
import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useLanguage } from '../language/language.tsx'
import type { FetchedOutputs } from './fetch-outputs.ts'
import { findProgram } from './known-program.ts'
import { numbersIn } from './numbers.ts'
import { useJobsWords } from './words.ts'

/** With the chart library, for outputs of programs nobody here knows. */
const NumberPlot = lazy(() => import('./number-plot.tsx'))

interface PictureProps {
  readonly program: Digest
  readonly outputs: FetchedOutputs
}

interface Drawn {
  readonly title: string
  readonly conclusion: Conclusion | null
  /** Why these outputs make no picture. */
  readonly reason: string | null
}

export function Picture({ program, outputs }: PictureProps) {
  const words = useJobsWords().found
  const { language } = useLanguage()
  const { data, isPending } = useQuery({
    queryKey: ['picture', program, outputs.units.length],
    queryFn: () => draw(program, outputs),
    retry: false,
  })
  if (isPending) return <Skeleton h={300} />
  if (data === undefined || data === null) {
    const rows = numbersIn(outputs.units)
    return rows.length === 0 ? (
      <Text size="sm">{words.noPicture}</Text>
    ) : (
      <Suspense fallback={<Skeleton h={300} />}>
        <NumberPlot rows={rows} />
      </Suspense>
    )
  }
  const { title, conclusion, reason } = data
  if (conclusion === null) {
    return (
      <Text size="sm">
        {words.notYet} <span lang="en">{reason}</span>
      </Text>
    )
  }
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(conclusion.plot)}`
  const [head = [], rows] = [conclusion.table.columns, conclusion.table.rows]
  return (
    <Box lang="en">
      <Box component="img" src={source} alt={words.picture(title)} maw="100%" />
      <Table.ScrollContainer
        minWidth={420}
        type="native"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              {head.map((cell) => (
                <Table.Th key={cell} scope="col">
                  {cell}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.join()}>
                {row.map((cell, index) => (
                  <Table.Td key={`${index} ${cell}`}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" fw={600} mt="md" lang={language}>
        {words.checks}
      </Text>
      <List size="sm">
        {conclusion.checks.map(({ quantity, value, reference, source, ok }) => (
          <List.Item key={quantity}>
            {ok ? '✓' : '✗'} {quantity}: {inShort(value)} ({inShort(reference)}, {source})
          </List.Item>
        ))}
      </List>
    </Box>
  )
}

/** Four digits say enough beside a published number; text is exact and stays whole. */
const inShort = (value: number | string): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : value

/** Null when no program of this project made the outputs. */
async function draw(program: Digest, { units }: FetchedOutputs): Promise<Drawn | null> {
  const known = await findProgram(program)
  if (known === null) return null
  try {
    const conclusion = known.conclude(units.map(({ output }) => output.stdout))
    return { title: known.title, conclusion, reason: null }
  } catch (error) {
    return { title: known.title, conclusion: null, reason: toErrorShape(error).message }
  }
}
