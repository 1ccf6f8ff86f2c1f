import Uppy from '@uppy/core';
import Tus from '@uppy/tus';

/** Run in a page: Uppy as a site loads it, for the test's own code to use. */
Object.assign(window, { Uppy, Tus });
