"""CSO Desk (社区社会组织工作台): register, paper and sealed packages for unregistered community organizations."""

__version__ = "0.4.2"
