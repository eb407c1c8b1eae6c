import type { JobView } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { JobBar } from './job-section.tsx'

export function OtherJobsSection({ jobs }: { readonly jobs: readonly JobView[] }) {
  const { t, f } = useLanguage()
  if (jobs.length === 0) return null
  return (
    <Section heading={t.job.others} about={t.job.othersAbout}>
      <PagedTable
        name={t.job.others}
        rows={[...jobs].sort((a, b) => b.createdAtMs - a.createdAtMs)}
        rowKey={({ jobId }) => jobId}
        empty=""
        minWidth={560}
        columns={[
          { header: t.job.name, cell: ({ name }) => <span className="foreign">{name}</span> },
          { header: t.job.share, cell: (job) => <JobBar job={job} size={10} /> },
          { header: t.job.units, figure: true, cell: ({ units }) => f.integer(units) },
          { header: t.job.believed, figure: true, cell: ({ believed }) => f.integer(believed) },
          { header: t.job.committed, figure: true, cell: ({ committed }) => f.integer(committed) },
        ]}
      />
    </Section>
  )
}
