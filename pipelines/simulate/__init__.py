"""The seeded contact centre behind the demo and the benchmarks: what would a retailer's vendors export?"""

from pipelines.simulate.world import SimulationError, SimulationSummary, simulate

__all__ = ["SimulationError", "SimulationSummary", "simulate"]
