/** Providers around the pages, and which page belongs to which address. */
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { Route, Switch } from 'wouter'
import { LiveProvider } from './feed/live.tsx'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './frame/not-found-page.tsx'
import { LanguageProvider } from './language/language.tsx'
import { OverviewPage } from './overview/overview-page.tsx'
import { cssVariablesResolver, theme } from './theme.ts'
import { TRPCProvider, createClient } from './trpc.ts'

export function App() {
  const [queryClient] = useState(() => new QueryClient())
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
              <Frame>
                <Switch>
                  <Route path="/" component={OverviewPage} />
                  <Route component={NotFoundPage} />
                </Switch>
              </Frame>
            </LiveProvider>
          </TRPCProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  )
}
