import { findProgram } from './find-program.mjs';
import { installSystemPackages } from './install-system-packages.mjs';
import { SetupError } from './say.mjs';

/** Leaves an S3-compatible server on the PATH for the tests that keep blobs in one. */
export const ensureObjectStore = async () => {
  if (isThere()) return;
  const names = ['radosgw', 'ceph-mon', 'ceph-osd'];
  await installSystemPackages('An S3 server', {
    'apt-get': names,
    dnf: ['ceph-radosgw', 'ceph-mon', 'ceph-osd'],
    apk: ['ceph17-radosgw', 'ceph17-mon', 'ceph17-osd'],
    brew: names,
  });
  if (!isThere())
    throw new SetupError("An S3 server is missing; install Ceph's radosgw, ceph-mon and ceph-osd");
};

const isThere = () =>
  ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool'].every((name) =>
    findProgram(name),
  );
