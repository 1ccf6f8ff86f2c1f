import { Compass } from 'lucide-react';
import { Link } from 'react-router';
import { Notice } from '../design/notice.tsx';
import { usePageTitle } from './page-title.ts';

export const NotFoundPage = () => {
  usePageTitle('Not found');
  return (
    <Notice
      title="There is no such page"
      icon={<Compass aria-hidden />}
      action={<Link to="/">Go to the library</Link>}
    >
      The address may be mistyped, or what it showed was deleted.
    </Notice>
  );
};
