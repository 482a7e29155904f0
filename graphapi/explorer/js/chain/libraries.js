/**
 * What the chain alone needs: a large library, read when the chain is opened.
 */
export { init } from "../../vendor/echarts-6.1.0/echarts.esm.min.mjs";
