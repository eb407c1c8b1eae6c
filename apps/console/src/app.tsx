/** Providers around the pages, and which page belongs to which address. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { Route, Switch } from 'wouter'
import { ContributionProvider } from './contribute/contribution.tsx'
import { LiveProvider } from './feed/live.tsx'
import { Frame } from './frame/frame.tsx'
import { lazyPage } from './frame/lazy-page.tsx'
import { NotFoundPage } from './frame/not-found-page.tsx'
import { LanguageProvider } from './language/language.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import { createQueryClient } from './session/session.ts'
import { cssVariablesResolver, theme } from './theme.ts'
import { TRPCProvider, createClient } from './trpc.ts'

const StartPage = lazyPage(() => import('./start/start-page.tsx'))
const GalleryPage = lazyPage(() => import('./gallery/gallery-page.tsx'))
const JobsPage = lazyPage(() => import('./jobs/jobs-page.tsx'))
const JobPage = lazyPage(() => import('./jobs/job-page.tsx'))
const UnitPage = lazyPage(() => import('./units/unit-page.tsx'))
const AccountsPage = lazyPage(() => import('./operators/accounts-page.tsx'))
const OneAccountPage = lazyPage(() => import('./operators/one-account-page.tsx'))
const MinePage = lazyPage(() => import('./mine/mine-page.tsx'))
const PairPage = lazyPage(() => import('./pairing/pair-page.tsx'))
const LedgerPage = lazyPage(() => import('./ledger/ledger-page.tsx'))
const LogPage = lazyPage(() => import('./operators/log-page.tsx'))
const AccountPage = lazyPage(() => import('./session/account-page.tsx'))
const SubmitPage = lazyPage(() => import('./submit/submit-page.tsx'))
const VerifyPage = lazyPage(() => import('./verify/verify-page.tsx'))
const ContributePage = lazyPage(() => import('./contribute/contribute-page.tsx'))

export function App() {
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(createClient)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
    >
      <LanguageProvider>
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
            <LiveProvider>
              <ContributionProvider>
                <Frame>
                  <Switch>
                    <Route path="/" component={OverviewPage} />
                    <Route path="/start" component={StartPage} />
                    <Route path="/account" component={AccountPage} />
                    <Route path="/contribute" component={ContributePage} />
                    <Route path="/submit" component={SubmitPage} />
                    <Route path="/gallery" component={GalleryPage} />
                    <Route path="/jobs" component={JobsPage} />
                    <Route path="/jobs/:jobId" component={JobPage} />
                    <Route path="/jobs/:jobId/units/:unitIndex" component={UnitPage} />
                    <Route path="/accounts" component={AccountsPage} />
                    <Route path="/accounts/:account" component={OneAccountPage} />
                    <Route path="/mine" component={MinePage} />
                    <Route path="/pair" component={PairPage} />
                    <Route path="/ledger" component={LedgerPage} />
                    <Route path="/log" component={LogPage} />
                    <Route path="/verify" component={VerifyPage} />
                    <Route component={NotFoundPage} />
                  </Switch>
                </Frame>
              </ContributionProvider>
            </LiveProvider>
          </TRPCProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  )
}
