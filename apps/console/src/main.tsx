// oxlint-disable-next-line import/no-unassigned-import -- it has nothing to name, and is first
import './api/without-eval.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { AccessGate } from './access/access-gate.tsx';
import { queryClient } from './api/query-client.ts';
import { AppShell } from './app/app-shell.tsx';
import { CrashPage } from './app/crash-page.tsx';
import { NotFoundPage } from './app/not-found-page.tsx';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has nothing to name
import './design/base.css';
import { LibraryPage } from './library/library-page.tsx';
import { Announcer } from './live/announcer.tsx';
import { LiveProvider } from './live/live-provider.tsx';
import { UploadProvider } from './uploads/upload-provider.tsx';

const router = createBrowserRouter([
  {
    element: <AppShell />,
    errorElement: <CrashPage />,
    children: [
      { index: true, element: <LibraryPage /> },
      // The player is most of the code, and the library does not need it.
      {
        path: 'assets/:assetId',
        lazy: async () => ({ Component: (await import('./asset/asset-page.tsx')).AssetPage }),
      },
      {
        path: 'bulk',
        lazy: async () => ({ Component: (await import('./bulk/bulk-list-page.tsx')).BulkListPage }),
      },
      {
        path: 'bulk/:bulkId',
        lazy: async () => ({ Component: (await import('./bulk/bulk-page.tsx')).BulkPage }),
      },
      {
        path: 'webhooks',
        lazy: async () => ({ Component: (await import('./webhooks/webhooks-page.tsx')).WebhooksPage }),
      },
      {
        path: 'keys',
        lazy: async () => ({ Component: (await import('./access/keys-page.tsx')).KeysPage }),
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Announcer>
        <AccessGate>
          <LiveProvider>
            <UploadProvider>
              <RouterProvider router={router} />
            </UploadProvider>
          </LiveProvider>
        </AccessGate>
      </Announcer>
    </QueryClientProvider>
  </StrictMode>,
);
