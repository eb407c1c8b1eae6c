import { Pagination } from '@mantine/core'
import { useLanguage } from '../language/language.tsx'

interface PageChoiceProps {
  readonly pages: number
  readonly page: number
  readonly choose: (page: number) => void
}

/** Which page of a table is shown. */
export default function PageChoice({ pages, page, choose }: PageChoiceProps) {
  const { t } = useLanguage()
  return (
    <Pagination
      size="sm"
      total={pages}
      value={page}
      onChange={choose}
      getItemProps={(number) => ({ 'aria-label': t.page(number) })}
      getControlProps={(control) => ({
        'aria-label': control === 'previous' ? t.pageBefore : t.pageAfter,
      })}
    />
  )
}
