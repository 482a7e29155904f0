/**
 * The vendored libraries, whose builds leave one global each. Their versions stand in `../vendor/manifest.json`.
 */
import "../vendor/graphology-0.26.0/graphology.umd.min.js";
import "../vendor/graphology-library-0.8.0/graphology-library.min.js";

const { graphology, graphologyLibrary } = /** @type {any} */ (globalThis);
const { layoutForceAtlas2: forceAtlas2, layoutNoverlap: noverlap } = graphologyLibrary;

export { forceAtlas2, graphology, noverlap };

/** The library that draws; it cannot even be read where there is no WebGL. @returns {Promise<any>} nothing there */
export async function loadSigma() {
  try {
    await import("../vendor/sigma-3.0.3/sigma.min.js");
  } catch {
    return null;
  }
  return /** @type {any} */ (globalThis).Sigma ?? null;
}
