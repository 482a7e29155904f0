/**
 * The vendored libraries, whose builds leave one global each. Their versions stand in `../vendor/manifest.json`.
 */
import "../vendor/graphology-0.26.0/graphology.umd.min.js";
import "../vendor/graphology-library-0.8.0/graphology-library.min.js";
import "../vendor/sigma-3.0.3/sigma.min.js";

const { graphology, graphologyLibrary, Sigma } = /** @type {any} */ (globalThis);
const { layoutForceAtlas2: forceAtlas2, layoutNoverlap: noverlap } = graphologyLibrary;

export { Sigma, forceAtlas2, graphology, noverlap };
