"""The environment, read once and frozen. `docs/settings.md` is compared with this table by a test."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings from `GRAPHAPI_*` environment variables; an invalid value stops it with one line that names it."""

    model_config = SettingsConfigDict(env_prefix="GRAPHAPI_", frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Field(Path("var"), description="Folder of the ledger, the snapshots and the name indexes.")
    seed: Path | None = Field(None, description="Data package loaded into an empty home; the packaged seed by default.")
    view: Literal["auto", "memory", "snapshot"] = Field(
        "auto", description="How the graph is held: in memory, in a snapshot of mapped files, or chosen by its size."
    )
    snapshot_edges: int = Field(
        100_000, ge=0, description="Edges above which a graph is served from a snapshot unless the view says otherwise."
    )
    max_edges: int = Field(200_000, ge=1, le=100_000_000, description="Edges that one traversal may examine.")
    max_ms: int = Field(5_000, ge=1, le=600_000, description="Milliseconds that one traversal may take.")
    max_results: int = Field(5_000, ge=1, le=1_000_000, description="Nodes or paths that one answer may contain.")
    max_url_bytes: int = Field(16_384, ge=256, le=60_000, description="Longest URL answered; longer ones get 414.")
    cache_bytes: int = Field(64_000_000, ge=0, description="Bytes of memory for cached answers; 0 turns the cache off.")
    cache_max_age: int = Field(
        60, ge=0, description="Seconds for which a client may reuse an answer without revalidating it."
    )
    cors_origins: str = Field("*", description="Origins allowed by CORS, separated by commas.")
    root_path: str = Field("", description="Path prefix under which a proxy serves the API.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest severity that is logged."
    )

    @property
    def ledger_path(self) -> Path:
        """Path of the ledger's file."""
        return self.home / "ledger.sqlite"

    @property
    def snapshots_path(self) -> Path:
        """Folder of the snapshots."""
        return self.home / "snapshots"

    @property
    def names_path(self) -> Path:
        """Folder of the name indexes."""
        return self.home / "names"
