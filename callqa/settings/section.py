"""What every section of the configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the configuration; an unknown key in it is an error."""

    # not pydantic's strict mode: values of the environment are text
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
