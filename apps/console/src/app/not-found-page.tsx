import { Compass } from 'lucide-react';
import { ButtonLink } from '../design/button.tsx';
import { Notice } from '../design/notice.tsx';
import { usePageTitle } from './page-title.ts';

export const NotFoundPage = () => {
  usePageTitle('Not found');
  return (
    <Notice
      isPage
      title="There is no such page"
      icon={<Compass aria-hidden />}
      action={<ButtonLink to="/">Go to the library</ButtonLink>}
    >
      The address may be mistyped, or what it showed was deleted.
    </Notice>
  );
};
