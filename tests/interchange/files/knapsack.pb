META
key;value
description;Kiezen binnen een bedrag
num_projects;3
num_votes;2
budget;1000
vote_type;approval
rule;greedy
max_sum_cost;1000
PROJECTS
project_id;cost
1;400
2;600
3;0.01
VOTES
voter_id;vote
1;2,1
2;3
