/** Comparisons with the literature: what was measured, what is published, how far it may be off. */
import { Text } from '@mantine/core'
import { showTolerance, showValue } from '@pumasi/programs'
import type { ReferenceCheck } from '@pumasi/programs'
import { PagedTable } from '../table/paged-table.tsx'
import { useGalleryWords } from './words.ts'

interface CheckTableProps {
  readonly name: string
  readonly checks: readonly ReferenceCheck[]
}

export function CheckTable({ name, checks }: CheckTableProps) {
  const words = useGalleryWords().check
  const tolerance = (check: ReferenceCheck): string => {
    const ends = showTolerance(check)
    return ends === null ? words.exactly : words.within(...ends)
  }
  return (
    <PagedTable
      name={name}
      rows={checks}
      rowKey={({ quantity }) => quantity}
      empty={words.notYet}
      minWidth={320}
      columns={[
        {
          header: words.quantity,
          cell: ({ quantity, source }) => (
            <>
              <English text={quantity} />
              <Text size="xs" c="dimmed">
                {words.source}: <English text={source} />
              </Text>
            </>
          ),
        },
        { header: words.value, cell: (check) => <English text={showValue(check.value, check)} /> },
        {
          header: words.reference,
          cell: (check) => <English text={showValue(check.reference, check)} />,
        },
        { header: words.tolerance, cell: tolerance },
      ]}
    />
  )
}

/** Quantities, sources and long figures are the literature's own. */
const English = ({ text }: { readonly text: string }) => <span lang="en">{text}</span>
