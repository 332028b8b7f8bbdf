"""What an operator can set: `HUICAI_*` variables, or the same names in a `.env` file (docs/settings.md)."""

import os
import stat
from pathlib import Path
from typing import Literal, Self

from pydantic import DirectoryPath, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HUICAI_"  # of every variable
SYSTEM_DATA = Path("/var/lib/huicai")
# In the data folder: what more than one part of the product has to find.
LOG_KEYS = "log-keys.json"
TRANSPARENCY_LOG = "transparency-log"
UNIT = r"^[a-z0-9][a-z0-9-]{0,39}$"


def data_folder() -> Path:
    """`data` where the command is started; the system's own folder where only root could get that far.

    As root the server runs as a user without rights, who has to reach its files.
    """
    here = Path("data").resolve()
    if os.geteuid() == 0 and not all(folder.stat().st_mode & stat.S_IXOTH for folder in here.parents):
        return SYSTEM_DATA
    return here


class Settings(BaseSettings):
    """Every setting with its default; the defaults are those of a first try on one's own machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=data_folder, description="Where the embedded server, keys and files are kept"
    )
    host: str = Field(default="127.0.0.1", description="Address that the API listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that the API listens on")
    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines of the process log: for a person, or a JSON object each"
    )
    workers: int = Field(default=1, ge=1, le=64, description="Processes that serve the API")
    threads: int = Field(default=4, ge=1, le=200, description="Requests that one process carries out at once")

    waiting_line: int = Field(
        default=64, ge=0, description="Commands, and queries, that wait in one process until others are done"
    )
    waiting_timeout: float = Field(
        default=2.0, gt=0, description="Longest wait for that, in seconds; then the answer is `overloaded`"
    )

    projector: bool = Field(default=True, description="Whether `huicai run` also keeps the projections up")
    scheduler: bool = Field(default=True, description="Whether `huicai run` also runs the scheduled jobs")
    scheduler_tick: float = Field(
        default=10.0, gt=0, description="How often the scheduler looks what is due, in seconds"
    )

    sealer: bool = Field(default=True, description="Whether `huicai run` also covers events by checkpoints")
    sealer_tick: float = Field(
        default=1.0, gt=0, le=60, description="How often the sealer looks for new events, in seconds"
    )
    log_origin: str | None = Field(
        default=None,
        pattern=r"^[^\s+]{1,200}$",
        description="Name of this instance's transparency logs, such as a URL without scheme; else made up once",
    )
    log_keys: SecretStr | None = Field(
        default=None, description="JWKS of the Ed25519 keys that sign checkpoints; else a file in data"
    )
    log_signers: str | None = Field(
        default=None,
        pattern=r"^[\w.]+:\w+$",
        description="What signs checkpoints instead, a device for one, as `module:function`",
    )

    packs: Path | None = Field(
        default=None, description="Folder of policy packs beside those that are shipped"
    )

    fonts: DirectoryPath | None = Field(
        default=None, description="Folder of fonts beside those that come along, for rare characters on paper"
    )
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/\s]+$", description="Where everybody reaches the service"
    )

    database_url: SecretStr | None = Field(
        default=None, description="A PostgreSQL of one's own, as role huicai_app; without it one is embedded"
    )
    database_owner_url: SecretStr | None = Field(
        default=None, description="The same database as role huicai_owner, for migrations alone"
    )
    database_projector_url: SecretStr | None = Field(
        default=None, description="The same database as role huicai_projector"
    )
    database_scheduler_url: SecretStr | None = Field(
        default=None, description="The same database as role huicai_scheduler"
    )
    database_sealer_url: SecretStr | None = Field(
        default=None, description="The same database as role huicai_sealer"
    )
    database_replica_url: SecretStr | None = Field(
        default=None, description="A replica of that database, as role huicai_app, from which lists are read"
    )
    replica_lag: float = Field(
        default=5.0, gt=0, le=60, description="How far lists from the replica may lie behind, in seconds"
    )
    synchronous_replica: Literal["ignored", "wanted", "required"] = Field(
        default="ignored",
        description="Whether a commit has to wait for a replica: else it is said, or no start",
    )
    master_key: SecretStr | None = Field(
        default=None, description="Key that wraps every person's key, 32 bytes in base64; else a file in data"
    )
    card_keys: SecretStr | None = Field(
        default=None, description="JWKS of the Ed25519 keys that sign the codes on cards; else a file in data"
    )

    backups: Path | None = Field(
        default=None, description="Folder in which backups are kept, on another disk than the data"
    )
    backup_key: SecretStr | None = Field(
        default=None,
        description="Key that backups are sealed with, 32 bytes in base64; those before it below",
    )
    backup_key_file: Path | None = Field(
        default=None, description="File with that key, which nobody else may read"
    )
    backups_kept: int = Field(default=30, ge=1, description="How many backups are kept")
    backup_keys_days: int = Field(
        default=30, ge=1, description="How long copies of persons' keys are kept, in days"
    )
    postgres_programs: Path | None = Field(
        default=None, description="Folder with pg_dump and pg_restore of the server's release"
    )

    unit: str | None = Field(
        default=None, pattern=UNIT, description="Which unit reports here: an area, a city or a province"
    )
    areas_elsewhere: str | None = Field(
        default=None,
        pattern=rf"{UNIT[:-1]}(,{UNIT[1:-1]})*$",
        description="Areas of this city that keep their ledgers in an instance of their own, separated by commas",
    )
    upper_unit: str | None = Field(default=None, pattern=UNIT, description="The unit that it reports to")
    upper_url: str | None = Field(
        default=None,
        pattern=r"^(https://[^/\s]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)$",
        description="Where that unit's instance is; without it reports are carried by hand",
    )
    report_keys: SecretStr | None = Field(
        default=None,
        description="JWKS of the Ed25519 keys that sign reports and receipts; else a file in data",
    )
    trusted_units: Path | None = Field(
        default=None, description="JWKS of the units whose reports and receipts are believed"
    )
    receipt_interval: float = Field(
        default=600.0, gt=0, description="How often that unit is asked what became of a report, in seconds"
    )
    package_limit: int = Field(
        default=20_000_000, ge=1, le=60_000_000, description="Largest package of a report, in bytes"
    )
    packages_per_address: int = Field(
        default=60, ge=1, description="Packages and questions that one address may send in a minute"
    )
    packages_in_all: int = Field(
        default=600, ge=1, description="Packages and questions that all together may send in a minute"
    )

    anchor_folder: Path | None = Field(
        default=None, description="Folder to which the transparency log is copied, each file once"
    )
    witnesses: Path | None = Field(
        default=None, description="C2SP policy file of the witnesses that are asked to cosign"
    )
    tsa_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="Time stamp authority that is asked twice a day"
    )
    tsa_roots: Path | None = Field(
        default=None, description="PEM file of the certificates under which its time stamps are believed"
    )
    anchor_interval: float = Field(
        default=600.0,
        gt=0,
        le=43_200,
        description="How often the folder and the witnesses are gone to, in seconds",
    )
    witness_name: str | None = Field(
        default=None, pattern=r"^[^\s+]{1,200}$", description="Under which name this instance is a witness"
    )
    witness_keys: SecretStr | None = Field(
        default=None, description="JWKS of the Ed25519 keys that cosign; else a file in data"
    )
    witnessed_logs: Path | None = Field(
        default=None, description="C2SP policy file of the logs that it cosigns"
    )

    development_issuer: bool = Field(
        default=False, description="Accept tokens minted by `huicai token`; on a loopback address only"
    )
    issuer: str | None = Field(default=None, description="`iss` of the identity provider's tokens")
    jwks_url: str | None = Field(default=None, description="Where the identity provider publishes its keys")
    audience: str = Field(default="huicai", description="`aud` that a token has to name")
    token_lifetime: int = Field(
        default=3600, ge=60, description="Longest life of the identity provider's tokens, in seconds"
    )
    token_acr: str | None = Field(
        default=None, description="Values of `acr` of which a token has to have one, with commas between them"
    )
    token_auth_age: int | None = Field(
        default=None, ge=60, description="Longest time since `auth_time`, in seconds"
    )

    access_log_days: int = Field(
        default=200, ge=200, description="For how many days a line of the access log is kept"
    )

    json_limit: int = Field(default=1_000_000, description="Largest JSON body, in bytes")
    upload_limit: int = Field(default=10_000_000, description="Largest uploaded file, in bytes")
    attachment_limit: int = Field(
        default=20_000_000, ge=1, le=100_000_000, description="Largest attachment, in bytes"
    )
    attachments_endpoint: str | None = Field(
        default=None, description="S3-compatible server for attachments, as https://host:port; else a folder"
    )
    attachments_bucket: str = Field(default="huicai", description="Bucket there, which has to exist")
    attachments_access_key: SecretStr | None = Field(default=None, description="Access key of that server")
    attachments_secret_key: SecretStr | None = Field(default=None, description="Secret key of that server")
    attachments_region: str = Field(
        default="us-east-1", description="Region that requests to it are signed for"
    )
    attachments_virtual_host: bool | None = Field(
        default=None,
        description="Whether the bucket's name stands before the host's; else as the host is known",
    )
    attachments_timeout: float = Field(
        default=30.0, gt=0, description="Longest that server may say nothing, in seconds"
    )
    body_timeout: float = Field(
        default=30.0, gt=0, description="Longest wait for the next piece of a request's body, in seconds"
    )
    min_position_timeout: float = Field(
        default=5.0, description="Longest wait for a projection that a query asks for, in seconds"
    )

    verifications_per_address: int = Field(
        default=60, ge=1, description="Cards that one address may verify in a minute, in each process"
    )
    verifications_in_all: int = Field(
        default=1200, ge=1, description="Cards that all together may verify in a minute, in each process"
    )

    requests_per_caller: int = Field(
        default=12_000, ge=1, description="Requests that one caller may send in a minute, in each process"
    )
    requests_in_all: int = Field(
        default=120_000, ge=1, description="Requests that all callers may send in a minute, in each process"
    )
    failed_sign_ins_per_address: int = Field(
        default=30,
        ge=1,
        description="Bad tokens and keys from one address that are put on record in a minute",
    )
    failed_sign_ins_in_all: int = Field(
        default=300,
        ge=1,
        description="Bad tokens and keys that are put on record in a minute, in each process",
    )
    security_log_days: int = Field(
        default=400, ge=200, description="Days for which the security log keeps sign-ins and denials"
    )

    @property
    def kept_elsewhere(self) -> frozenset[str]:
        """The areas of `areas_elsewhere`."""
        return frozenset((self.areas_elsewhere or "").split(",")) - {""}

    @property
    def has_own_database(self) -> bool:
        """Whether the operator has a server; each process then needs the URLs of the roles that it plays."""
        return any(
            (
                self.database_url,
                self.database_owner_url,
                self.database_projector_url,
                self.database_scheduler_url,
                self.database_sealer_url,
            )
        )

    @property
    def may_migrate(self) -> bool:
        """Whether a process that starts here brings the database to its release."""
        return self.database_owner_url is not None or not self.has_own_database

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.database_replica_url is not None and not self.has_own_database:
            raise ValueError("HUICAI_DATABASE_REPLICA_URL needs a database of one's own, HUICAI_DATABASE_URL")
        if (self.issuer is None) != (self.jwks_url is None):
            raise ValueError("HUICAI_ISSUER and HUICAI_JWKS_URL belong together")
        if (self.upper_unit is not None and self.unit is None) or (
            self.upper_url and self.upper_unit is None
        ):
            raise ValueError("HUICAI_UPPER_URL needs HUICAI_UPPER_UNIT, and that needs HUICAI_UNIT")
        if (self.tsa_url is None) != (self.tsa_roots is None):
            raise ValueError("HUICAI_TSA_URL and HUICAI_TSA_ROOTS belong together")
        if (self.witness_name is None) != (self.witnessed_logs is None):
            raise ValueError("HUICAI_WITNESS_NAME and HUICAI_WITNESSED_LOGS belong together")
        if self.areas_elsewhere is not None and self.unit is None:
            raise ValueError("HUICAI_AREAS_ELSEWHERE needs HUICAI_UNIT")
        return self
